// Package manual writes the man page, and the completions for bash, zsh and fish. They are generated from the
// model that also parses the arguments and prints --help, so they cannot disagree with the program.
//
// It knows no command by name and writes no files. A command tagged history:"" also accepts jobs of
// the history.
//
//   - commands.go: the model, extracted from kong's
//   - man.go: the man page
//   - bash.go, fish.go, zsh.go: the completions
package manual
