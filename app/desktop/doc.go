// Package desktop is what differs by the desktop: everything that the window wants of the system and that the toolkit
// has not, or does in a way that would be felt. Functions take a window and callbacks; none knows the queue.
//
// # Map
//
//   - toolkit.go, toolkit_log.go, migrated*.go: the toolkit before the first window, and what it prints.
//   - opengl*.go: whether a screen can show a window. software_*.go: OpenGL
//     without a graphics card, and people who are told that there is none.
//   - clipboard*.go: files that were copied elsewhere. drop*.go: what is dropped. selection_linux.go: X11's part of both.
//   - choose*.go, save*.go: choosers of files. reveal*.go: a file in the file manager.
//   - tray*.go, notify_*.go: the icon and the messages.
//   - maximise*.go, minimise*.go: the window's place. text_size_*.go: how large the desktop has its text.
//   - words.go: texts in the user's language.
package desktop
