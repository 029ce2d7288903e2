"""Every example in the docstrings of the core runs."""

import doctest
import pkgutil
from importlib import import_module

import pytest

from townclerk.customers import core

MODULES = [f"{core.__name__}.{found.name}" for found in pkgutil.iter_modules(core.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_it_runs_its_examples(name):
    result = doctest.testmod(import_module(name))
    assert result.attempted
    assert not result.failed
