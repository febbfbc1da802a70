"""The county that the bench of figures asks about.

Every number in it is made by arithmetic, the people are made up."""
