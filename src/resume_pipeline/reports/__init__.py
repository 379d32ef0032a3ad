"""Reports: pages of HTML for people, each one file that needs nothing else.

`rendering` fills the templates that lie beside it; each other module prepares what one report
shows. A report runs no script and loads nothing: its policy forbids both, so that what is printed
in a resume stays text.
"""
