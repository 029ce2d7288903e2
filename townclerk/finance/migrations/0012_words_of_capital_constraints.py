"""What the form says where a cost or a funding is refused; the tables stay as they are."""

from django.db import migrations, models

from townclerk.kernel.money import Money

NO_YEAR = models.Q(("year__isnull", True))
NOT_NEGATIVE = models.Q(("amount__gte", Money(0)))


def altered(model: str, constraint: models.BaseConstraint) -> migrations.AlterConstraint:
    return migrations.AlterConstraint(
        model_name=model, name=constraint.name, constraint=constraint
    )


class Migration(migrations.Migration):
    dependencies = [("finance", "0011_capital_programme")]

    operations = [
        altered(
            "schemecost",
            models.UniqueConstraint(
                condition=NO_YEAR,
                fields=("scheme",),
                name="one_cost_a_scheme_without_year",
                violation_error_message=(
                    "This scheme has a cost without a year already. Change that, or give the year."
                ),
            ),
        ),
        altered(
            "schemecost",
            models.CheckConstraint(
                condition=NOT_NEGATIVE,
                name="scheme_cost_is_not_negative",
                violation_error_message="A cost is not less than nothing.",
            ),
        ),
        altered(
            "schemefunding",
            models.UniqueConstraint(
                condition=NO_YEAR,
                fields=("scheme", "funder"),
                name="one_funding_a_funder_without_year",
                violation_error_message=(
                    "This funder pays an amount without a year already. Change that, or give the "
                    "year."
                ),
            ),
        ),
        altered(
            "schemefunding",
            models.CheckConstraint(
                condition=NOT_NEGATIVE,
                name="scheme_funding_is_not_negative",
                violation_error_message="Funding is not less than nothing.",
            ),
        ),
    ]
