"""What two sides say differently: snapshots, databases, or sources of one audit. Neither side is wrong."""
