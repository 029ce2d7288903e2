"""Banks of words for made-up reports. The number check reads none of these."""

SERVICES = (
    "Parks and cemeteries",
    "Refuse and recycling",
    "Street lighting",
    "Library network",
    "Leisure centres",
    "Fostering and adoption",
    "Residential placements",
    "Home care",
    "School improvement",
    "Youth justice",
    "Planning control",
    "Building safety",
    "Trading standards",
    "Environmental health",
    "Housing options",
    "Highways maintenance",
    "Winter gritting",
    "Passenger transport",
    "Coastal defences",
    "Museums and archives",
    "Customer contact",
    "Payroll operations",
    "Corporate legal",
    "Electoral administration",
    "Facilities management",
    "Procurement hub",
    "Learning disabilities",
    "Mental wellbeing",
    "Early years",
    "Public protection",
    "Adult reablement",
    "Car parking",
)
CAPTIONS_MONEY = (
    "Revenue outturn by directorate",
    "Proposed savings by workstream",
    "Capital programme",
    "Grant funding assumed",
    "Pressures included in the plan",
    "Fees and charges income",
    "Earmarked reserves",
    "Contract spend by category",
    "Net budgets",
    "Investment in assets",
)
CAPTIONS_COUNT = (
    "Enquiries answered",
    "Planning applications decided",
    "Homes adapted",
    "Fly-tipping incidents",
    "Potholes repaired",
    "Blue badges issued",
    "Apprentices in post",
    "Food inspections carried out",
    "Children in care",
    "Licences granted",
    "Complaints closed",
    "Volunteers registered",
)
RATES = (
    "Invoices paid within thirty days",
    "Waste recycled",
    "Calls answered",
    "Rent collected",
    "Business rates collected",
    "Appraisals completed",
    "Repairs finished on time",
    "Care plans reviewed",
    "Food premises compliant",
    "Requests answered within the deadline",
)
OPENERS = (
    "",
    "",
    "",
    "Over the period, ",
    "In this round, ",
    "Taken as a whole, ",
    "As the table shows, ",
    "On the latest position, ",
    "By the end, ",
    "Once again, ",
)
FILLERS = (
    "Managers are working with partners to keep the momentum going.",
    "Members will remember that demand is hard to predict.",
    "The approach was tested with residents and changed where it did not work.",
    "No decision is needed at this stage.",
    "Further detail is held by the lead officer.",
    "The duty arises under section 149 of the Equality Act 2010.",
    "This follows paragraph 4.2 of the strategy and Annex 3.",
    "Recovery from COVID-19 is no longer reported separately.",
    "Officers can be reached on 0151 934 2000 between 9am and 5pm.",
    "The A565 scheme is reported elsewhere.",
    "The reference for this decision is FD 4466/17.",
    "Learning from the peer visit has been shared.",
    "The board meets again before the summer.",
    "Risks are described in Table 9 of the risk register.",
    "The policy was last looked at in 2014 and remains in force.",
    "Staff have welcomed the new arrangements.",
)
IS = ("was", "came to", "stood at", "reached", "amounted to", "totalled", "is put at", "is")
SPENT = (
    "{name} spent {value}",
    "{name} came in at {value}",
    "spending on {lower} was {value}",
    "{value} went on {lower}",
    "the cost of {lower} was {value}",
    "{name} accounts for {value}",
    "{lower} needed {value}",
    "{value} was used for {lower}",
    "the amount for {lower} is {value}",
)
COUNTED = (
    "{name} handled {value}",
    "{lower} recorded {value}",
    "there were {value} in {lower}",
    "{name} dealt with {value}",
    "{lower} saw {value}",
    "{value} came from {lower}",
)
TOTALS_MONEY = (
    "{caption} comes to {value} in total",
    "in total, {lower} is {value}",
    "altogether the {lower} adds up to {value}",
    "the total for {lower} stands at {value}",
    "overall, {lower} amounts to {value}",
)
EVENTS = (
    "The volunteers’ fair",
    "The budget drop-in",
    "The mayor’s charity concert",
    "The cycling day",
    "The jobs fair",
    "The tenants’ assembly",
    "The foster carers’ evening",
    "The climate forum",
    "The members’ briefing",
    "The licensing hearing",
    "The allotment show",
)
EVENT_VERBS = (
    "takes place on {date}",
    "is on {date}",
    "will be held on {date}",
    "falls on {date}",
    "has been fixed for {date}",
    "will go ahead on {date}",
)
ENTRIES = (
    "Fuel purchasing cards",
    "Home to School transport",
    "Bulky waste collection",
    "Sundry debtors",
    "Tree inspections",
    "Direct payments",
    "Petty cash controls",
    "Taxi plate renewals",
    "Grant claims process",
    "Mobile phone contracts",
    "School meals income",
    "Cemetery records",
    "Agency worker approvals",
    "Leisure bookings",
    "Court deputyship accounts",
    "Data quality review",
    "Deferred payment agreements",
    "Building control fees",
    "Cyber recovery plan",
    "Void property costs",
)
LEADS = (
    "The team has {n} reviews in hand:",
    "These are the {n} reviews under way:",
    "Work continues on the following {n} audits:",
    "The {n} actions agreed are as follows:",
    "Members asked about the {n} areas below:",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NUMBER_WORDS = (
    "nought",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
THINGS = (
    (
        "visits to the one stop shop",
        ("for parking permits", "about housing", "for benefit advice", "to pay a bill"),
    ),
    (
        "requests for information",
        ("from journalists", "from residents", "from companies", "from charities"),
    ),
    (
        "calls to the helpline",
        ("about missed bins", "about council tax", "about potholes", "about elections"),
    ),
    (
        "referrals to occupational health",
        ("for back pain", "for stress", "for long-term illness", "for surgery"),
    ),
    (
        "applications for grants",
        ("from sports clubs", "from schools", "from faith groups", "from traders"),
    ),
    ("incidents reported", ("at schools", "in depots", "in care homes", "on the highway")),
)
FACTS = (
    ("the general balance", "money"),
    ("the dedicated schools deficit", "money"),
    ("the pension fund contribution", "money"),
    ("outstanding council borrowing", "money"),
    ("agency staffing expenditure", "money"),
    ("the insurance provision", "money"),
    ("the public health grant", "money"),
    ("homelessness prevention funding", "money"),
    ("the number of looked after children", "count"),
    ("households in temporary accommodation", "count"),
    ("education health and care plans", "count"),
    ("electric vehicle charging points", "count"),
    ("empty homes brought back", "count"),
    ("mandatory training compliance", "percent"),
    ("staff turnover", "percent"),
    ("tenant satisfaction", "percent"),
    ("carbon emissions cut", "percent"),
    ("sickness absence days lost per employee", "days"),
)
FACT_SAID = (
    "{Fact} {is_} {value}.",
    "At the close of the year {fact} {is_} {value}.",
    "{Fact} now {is_} {value}, in line with the profile.",
    "Members noted that {fact} {is_} {value}.",
    "{Fact}, at {value}, is watched closely.",
    "The position for {fact} {is_} {value}.",
    "We report {fact} of {value}.",
)
SUMMARY_TITLES = ("Executive summary", "Key messages", "In brief", "Headlines", "Overview")
CHANNELS = (
    "web chat",
    "telephone",
    "letter",
    "the council app",
    "social media",
    "text message",
    "the reception desk",
    "email",
    "video call",
    "the outreach bus",
)
GROWING = (
    "Online payments",
    "Downloads of e-books",
    "Requests for garden bins",
    "Car club members",
    "Electric cars on lease",
    "Reports of dumped furniture",
    "Digital signatures",
    "Bus pass renewals",
)
RISKS = (
    "Loss of a key supplier",
    "Cyber attack",
    "Rising demand for care",
    "Failure of a bridge",
    "Industrial action",
    "Flooding of the depot",
    "Fraud in grants",
    "Slippage of the programme",
)
GAPS = (
    "funding gap",
    "budget shortfall",
    "savings requirement",
    "capital pressure",
    "staffing deficit",
)
MILESTONES = (
    "The new depot at the docks is completed in {when}.",
    "Completion of the new docks depot is set for {when}.",
    "Work on the new docks depot completes in {when}.",
)
SURVEYS = (
    "tenants’ survey",
    "staff survey",
    "library survey",
    "parking survey",
    "market survey",
    "bus survey",
    "playground survey",
    "carers’ survey",
)
LINES = (
    "flood",
    "benefits",
    "elections",
    "repairs",
    "noise",
    "planning",
    "wardens’",
    "welfare",
)
CLAIMS = (
    "The claims handling approach remains to defend where the evidence allows, to settle early "
    "where it does not, and to share what is learned with services."
)
SAFETY = (
    "Priorities for health and safety are training for managers, inspections of higher risk sites "
    "and a clear route for reporting near misses."
)
