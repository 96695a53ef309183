// Package desktop holds what differs by desktop: everything that the window needs of the system and that the toolkit
// lacks or does badly. Functions take a window and callbacks; none knows the queue.
//
// # Map
//
//   - toolkit.go, toolkit_log.go, migrated*.go, still*.go: the toolkit before the first window, what it prints, and no
//     animations.
//   - opengl*.go: whether a screen can show a window. software_*.go: OpenGL
//     without a graphics card, and the message if there is none.
//   - clipboard*.go: files copied elsewhere. drop*.go: drops. selection_linux.go: X11's part of both.
//   - choose*.go, save*.go: choosers of files. reveal*.go: a file in the file manager.
//   - tray*.go, notify_*.go: the tray icon and notifications.
//   - maximise*.go, minimise*.go: maximising and minimising. text_size_*.go: the desktop's text size.
package desktop
