"""What a lesson asks and checks: predict, check, compare, figures, descriptions."""
