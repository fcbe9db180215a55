"""Who else brings an unmet need to the access: GP, school, home-help worker, staff, outreach."""
