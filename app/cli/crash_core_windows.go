package cli

// forbidCore does nothing: Windows dumps a crashed program's memory only if an admin enables it.
func forbidCore() {}
