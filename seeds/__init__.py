"""Plans as profiles: what a town's plan says, as checked data, and made-up towns to try it on.

Knows no web framework and no database; imports nothing of geo, reports or portal."""
