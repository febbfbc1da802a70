"""Every table of the portal, for the migrations and for mappers that refer to each other by name."""

from portal.assessments import models as assessments
from portal.assessments import proceedings
from portal.campaigns import models as campaigns
from portal.consequences import models as consequences
from portal.delivery import models as delivery
from portal.exchange import models as exchange
from portal.feedback import models as feedback
from portal.foundation import audit, calendar, once
from portal.grids import models as grids
from portal.households import models as households
from portal.issues import models as issues
from portal.issues import papers
from portal.members import models as members
from portal.plans import models as plans
from portal.printing import models as printing
from portal.security import models as security
from portal.visits import models as visits
from portal.wordings import models as wordings

__all__ = [
    "assessments",
    "audit",
    "calendar",
    "campaigns",
    "consequences",
    "delivery",
    "exchange",
    "feedback",
    "grids",
    "households",
    "issues",
    "members",
    "once",
    "papers",
    "plans",
    "printing",
    "proceedings",
    "security",
    "visits",
    "wordings",
]
