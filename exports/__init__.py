"""The workbooks a corporate parenting panel receives, written from ``published.*`` tables and nothing else.

Entry point: :func:`exports.panel.write_panel_workbooks`. The accessibility checks every workbook must pass
are in :mod:`exports.accessibility`.
"""
