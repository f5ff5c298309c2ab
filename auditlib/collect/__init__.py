"""The stage that meets the target's world: servers, probes, scripts. Each collector returns frames by name."""
