// Package sheets are the dialogs of the window, one sheet each.
//
//   - window.go: what the sheets need of the window.
//   - add.go: adding files, with a sheet or without. add_form.go: how they are sent. add_walk.go: finding and checking
//     them. add_files.go: their list. destination.go: where they go.
//   - verify.go: comparing an upload with what its server has, and saving its receipt.
//   - practice.go: the faults of the practice server.
//   - server.go, server_fields.go: the form of a server. server_file.go: a server as a file. probe.go: the test of one.
//   - sign_in.go: the account of a server or proxy. certificate.go: its certificate. own_certificate.go: yours, for
//     one that asks.
//   - readdress.go: another name or address for an upload.
//   - sessions.go, session_row.go: the sessions that are open on servers.
//   - settings.go: the settings. proxy.go: their part about proxies. help.go: the keys. quit.go: the questions about
//     quitting.
//
// What a sheet changes takes effect through the window. The whole package runs on the screen's goroutine.
package sheets
