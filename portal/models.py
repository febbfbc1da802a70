"""Every table of the portal, for the migrations and for mappers that refer to each other by name."""

from portal.assessments import models as assessments
from portal.exchange import models as exchange
from portal.foundation import audit
from portal.grids import models as grids
from portal.households import models as households
from portal.issues import models as issues
from portal.members import models as members
from portal.plans import models as plans
from portal.printing import models as printing
from portal.security import models as security
from portal.visits import models as visits

__all__ = [
    "assessments",
    "audit",
    "exchange",
    "grids",
    "households",
    "issues",
    "members",
    "plans",
    "printing",
    "security",
    "visits",
]
