// Package receiver is a BITS upload server ([MC-BUP] section 3.2) as an http.Handler. What a client uploads to a URL
// becomes a file of that name in one folder.
//
// The parts:
//
//	receiver.go  Options, Open, ServeHTTP and the order in which a request is checked
//	answer.go    the Ack: its headers, its refusals, and reading a body that is not wanted
//	host.go      under which names it is reached on this computer
//	users.go     who may upload: names and passwords from a file of htpasswd
//	account.go   folders and limits of single users
//	limit.go     sign-in, and how many sessions a user may have
//	listener.go  Acks in place of the refusals of net/http itself
//	application.go  the application behind it: when it is told, and its replies
//	notify.go    an application that is told by HTTP
//	entry.go     one answered packet, for a log
//	session.go   the table of sessions, one request at a time in each, their expiry
//	create.go    Create-Session
//	fragment.go  Fragment: its checks, storing its bytes, the last one
//	end.go       Close-Session and Cancel-Session
//	path.go      from a URL to a name below the folder
//	digest.go    the SHA-256 of an upload, for its sender
//	disk.go      partial files and the records of sessions
//	lock.go      one Receiver for a folder
//	aside.go     the file that an upload replaces, kept until the application has taken the upload
//	buffer.go    buffers for request bodies
//	publish.go   how a complete upload gets its name, and which names are free
//	folder_*.go, disk_remove_*.go  what differs by system: open files, removing, file systems
//
// What it promises:
//
//   - An acknowledged offset is durable, with all bytes before it. The process may be killed at any moment. After Open
//     all sessions are known again, complete and ended ones too.
//   - A file appears under its name when its last fragment has arrived, whole, and before the Ack of that fragment. The
//     Win32 pages say so; [MC-BUP] 3.2.5.2.7 says at Close-Session. Without Options.Overwrite no existing file is
//     replaced.
//   - Close-Session and Cancel-Session are answered after everything that they free has been freed.
//   - The URL is the only thing a client sends that becomes a path. It stays below the folder, whatever symbolic links
//     are there. No URL reaches the folder .bits-sessions, where partial files are kept.
//
// What it does not do: it serves no downloads but replies, and its caller sees to TLS.
// Only one Receiver at a time has a folder: Open locks it, except on a file system without locks.
package receiver
