// Package pac evaluates proxy auto-configuration scripts: FindProxyForURL(url, host), with the functions that Netscape
// defined for them and the Ex forms that Windows added.
//
//   - script.go: a script, its time limit, and what it is told of an address
//   - nesting.go: refusing a script that the compiler would overflow the stack with
//   - confine.go: functions of the language that are taken away or bounded, so that no call takes all memory
//   - memory.go: interrupting a script during which the program grows
//   - functions.go: the predefined functions on hosts and numbers
//   - calendar.go: weekdayRange, dateRange and timeRange
//
// A script runs in an interpreter that has no access to files, programs or the network but for resolving names, and
// for a limited time.
package pac
