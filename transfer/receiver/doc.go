// Package receiver is a BITS upload server ([MC-BUP] section 3.2) as an http.Handler: whatever a
// client sends to a URL below it becomes a file of that name in one folder.
//
// The parts:
//
//	receiver.go  Options, Open, ServeHTTP and the order in which a request is looked at
//	answer.go    the Ack: its headers, its refusals, what is done with a body nobody wants
//	entry.go     one answered packet, for a log
//	session.go   the table of sessions, one request at a time in each, their end by age
//	create.go    Create-Session and Ping
//	fragment.go  Fragment: where it belongs, how its bytes get to the disk, the last one
//	end.go       Close-Session and Cancel-Session
//	path.go      from a URL to a name below the folder
//	disk.go      partial files and the records of sessions
//	buffer.go    what a body is read into
//	publish.go   how a complete upload gets its name, and what names may be taken
//	folder_*.go, disk_remove_*.go  what the systems differ in: names that are held, removing, one device
//
// What it promises:
//
//   - An offset that was acknowledged is on the disk, the bytes before it too. The process may be
//     killed at any moment; sessions, complete ones and ended ones included, are known again after
//     Open.
//   - A file appears under its name when its last fragment has arrived, whole, and before the Ack of
//     that fragment (the choice between the Win32 pages and [MC-BUP] 3.2.5.2.7, which says at
//     Close-Session). Without Options.Overwrite no existing file is ever replaced.
//   - Close-Session and Cancel-Session are answered when everything they free has been freed.
//   - Nothing a client sends becomes a path but its URL, and that stays below the folder, whatever
//     symbolic links it meets there. The folder .bits-sessions, where partial files live, is out of
//     reach of every URL.
//
// What it does not do: it knows no users and checks no sign-in, encrypts nothing itself, limits
// no client's number of sessions, makes no folders, serves no downloads, notifies no server
// application and so never answers with a reply URL.
// One Receiver at a time may use a folder.
package receiver
