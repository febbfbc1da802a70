"""What follows from a year's work: awards, bonuses, measures after failures. Always proposals that a person decides."""
