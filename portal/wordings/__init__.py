"""What a town writes on its paper, beside the profile: versions of a text, from draft to approved.

Mass printing takes approved wordings only; without one the profile's text stands.
"""
