package cli

// forbidCore has nothing to do: Windows keeps no memory of a program that crashes unless an admin says so.
func forbidCore() {}
