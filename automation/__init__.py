"""What runs by itself: schedules, sensors, notices, overdue extracts, and the doctor."""
