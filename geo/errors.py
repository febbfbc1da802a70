"""The one error of this room."""


class ShapeError(ValueError):
    """A shape cannot be used; the message is Chinese and meant for the person who gave it."""
