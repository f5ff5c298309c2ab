"""Every frame of auditlib, described once: ``spec`` says how, the other modules say which."""
