"""Shapes: reading, checking, dividing, measuring, drawing. WGS 84 longitude/latitude degrees throughout.
Pure functions over Shapely, pyproj and Folium: nothing here knows of Flask, a database, `reports` or `seeds`.
"""
