// Package manual writes what the system knows of the command line beside the program itself: the man
// page and the completions of bash, zsh and fish. All of it comes from the model that also parses the
// arguments and prints --help, so none of it can disagree with the program.
//
// It knows no command by name and writes no files. A command that is tagged history:"" takes jobs of the
// history too.
//
//   - commands.go: what is read out of the model of the command line
//   - man.go: the man page
//   - bash.go, fish.go, zsh.go: the completions
package manual
