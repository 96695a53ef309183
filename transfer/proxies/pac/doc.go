// Package pac evaluates proxy auto-configuration scripts: FindProxyForURL(url, host), with the functions that Netscape
// defined for them and the Ex forms that Windows added.
//
//   - script.go: a script, its time limit, and what it is told of an address
//   - functions.go: the predefined functions on hosts and numbers
//   - calendar.go: weekdayRange, dateRange and timeRange
//
// A script runs in an interpreter that has no access to files, programs or the network but for resolving names, and
// for a limited time.
package pac
