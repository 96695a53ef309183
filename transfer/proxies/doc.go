// Package proxies decides over which proxy a server is reached. It is the only place that does: uploads, cancels and
// tests of servers ask it for each request.
//
// What counts, strongest first: the server's card, the settings, the environment, the system's settings. A PAC script
// may stand in place of a proxy.
//
// # Map
//
//   - chooser.go: Chooser, the decision for a request; a list of ways is tried in its order
//   - rules.go: Rules, what one source says, parsed once, and what that means for an address
//   - address.go: proxies as people, systems and scripts write them
//   - bypass.go: hosts that are reached directly: names, wildcards, numbers, networks, <local>
//   - environment.go: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY
//   - script.go: fetching a script, and keeping it
//   - error.go: what cannot be used, and where it stands
//   - pac/: evaluating a script. system/: the settings of GNOME, KDE, Windows and macOS
//
// The package runs no program and reads no setting itself: it is handed functions that do.
package proxies
