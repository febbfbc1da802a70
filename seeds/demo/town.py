"""Everything a loader of a demo needs, in the order in which it is made; all of it follows a profile.

plan_grids(profile)                     the tree, without boundaries: those are drawn by the caller, from
outline_of(profile)                     the area (made up, but for a whole county)
make_members, grid_teams                the staff of the whole tree, and who visits which grid
make_households, make_establishments    one grid and its polygon at a time, with the Vocabulary of the profile
make_visits, make_issues, make_assessments
"""

from seeds.demo import BOUNDARIES_ARE_MADE_UP, PEOPLE_ARE_MADE_UP
from seeds.demo.assessments import DemoAssessment, DemoScore, make_assessments
from seeds.demo.establishments import DemoEstablishment, make_establishments
from seeds.demo.grids import GridPlan, full_households, plan_grids, usual_households
from seeds.demo.histories import DemoStep
from seeds.demo.homes import DemoHousehold, make_households
from seeds.demo.issues import DemoIssue, make_issues
from seeds.demo.outline import outline_of
from seeds.demo.people import DemoResident
from seeds.demo.places import Place, county_outline, places_of, read_places
from seeds.demo.staff import DemoAssignment, DemoMember, make_members
from seeds.demo.teams import Signers, grid_teams, visiting_roles
from seeds.demo.visits import DemoVisit, make_visits
from seeds.demo.vocabulary import Vocabulary
from seeds.sections.fields import Value

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
    "Signers",
    "Value",
    "Vocabulary",
    "county_outline",
    "full_households",
    "grid_teams",
    "make_assessments",
    "make_establishments",
    "make_households",
    "make_issues",
    "make_members",
    "make_visits",
    "outline_of",
    "places_of",
    "plan_grids",
    "read_places",
    "usual_households",
    "visiting_roles",
]
