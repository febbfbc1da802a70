"""Everything a loader of the demo town needs, in the order in which it is made.

town_outline(county_outline("341322"))  the town's area (made up)
plan_grids(read_places("longcheng"))    the tree, without boundaries: those are drawn by the caller
make_households, make_establishments    one grid and its polygon at a time
make_members                            the staff of the whole tree
make_visits, make_issues, make_assessments
"""

from seeds.demo import BOUNDARIES_ARE_MADE_UP, PEOPLE_ARE_MADE_UP
from seeds.demo.assessments import DemoAssessment, DemoScore, make_assessments
from seeds.demo.establishments import DemoEstablishment, make_establishments
from seeds.demo.grids import GridPlan, plan_grids
from seeds.demo.histories import DemoStep
from seeds.demo.homes import DemoHousehold, make_households
from seeds.demo.issues import DemoIssue, make_issues
from seeds.demo.outline import town_outline
from seeds.demo.people import DemoResident
from seeds.demo.places import Place, county_outline, read_places
from seeds.demo.staff import DemoAssignment, DemoMember, make_members
from seeds.demo.visits import DemoVisit, make_visits

__all__ = [
    "BOUNDARIES_ARE_MADE_UP",
    "PEOPLE_ARE_MADE_UP",
    "DemoAssessment",
    "DemoAssignment",
    "DemoEstablishment",
    "DemoHousehold",
    "DemoIssue",
    "DemoMember",
    "DemoResident",
    "DemoScore",
    "DemoStep",
    "DemoVisit",
    "GridPlan",
    "Place",
    "county_outline",
    "make_assessments",
    "make_establishments",
    "make_households",
    "make_issues",
    "make_members",
    "make_visits",
    "plan_grids",
    "read_places",
    "town_outline",
]
