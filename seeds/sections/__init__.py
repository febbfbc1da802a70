"""The sections of a profile, one module a topic; each is a strict, frozen model that checks itself.

What ties one section to another is checked in `seeds.references`, never here."""
