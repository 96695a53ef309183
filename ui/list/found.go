package list

import (
	"slices"
	"strings"

	"sendoff/transfer"
)

// Servers that uploads go to without being remembered: those of the command line and of Send to. They stand in the side
// column from their first upload on, until the servers are set anew and none of theirs is unfinished.

// ServerAt is a server by its index: first the remembered ones, then those found.
func (m *Model) ServerAt(i int) Server {
	if i < len(m.Servers) {
		return m.Servers[i]
	}
	return m.Found[i-len(m.Servers)]
}

// Places is how many servers there are, remembered or found.
func (m *Model) Places() int { return len(m.Servers) + len(m.Found) }

// Remembered reports whether the server at an index is one of the remembered ones.
func (m *Model) Remembered(i int) bool { return i < len(m.Servers) }

// ChosenServer is the one whose uploads are shown; ok is false if none is chosen. The address of a found one is the
// folder that was uploaded to last.
func (m *Model) ChosenServer() (s Server, ok bool) {
	if m.Server < 0 {
		return Server{}, false
	}
	return m.Destined(m.Server), true
}

// Destined is the server at an index, a found one with the folder that was uploaded to last.
func (m *Model) Destined(i int) Server {
	s := m.ServerAt(i)
	if m.Remembered(i) {
		return s
	}
	var last *transfer.Job
	for _, e := range m.Order {
		if e.server == i && (last == nil || e.Job.Added.After(last.Added)) {
			last = e.Job
		}
	}
	if last != nil {
		s.URL = FolderOf(last.Target.URL)
	}
	return s
}

// place is the index of the server that an upload goes to. It finds a server for one that has not ended; of an ended one
// it is -1 where no other upload has found it.
func (m *Model) place(j *transfer.Job) int {
	if i := m.ServerOf(j.Target.URL); i >= 0 {
		return i
	}
	address := j.Target.Server()
	i := slices.IndexFunc(m.Found, func(s Server) bool { return s.URL == address+"/" })
	if i < 0 && (address == "" || HasEnded(j)) {
		return -1
	}
	if i < 0 {
		i = len(m.Found)
		m.Found = append(m.Found, Server{Name: ServerName(address), URL: address + "/"})
	}
	return len(m.Servers) + i
}

// placeAll places all uploads anew, with the found servers in the order of their addresses.
func (m *Model) placeAll() {
	chosen := ""
	if m.Server >= len(m.Servers) {
		chosen = m.ServerAt(m.Server).URL
	}
	for _, e := range m.Order {
		m.place(e.Job)
	}
	slices.SortFunc(m.Found, func(a, b Server) int { return strings.Compare(a.URL, b.URL) })
	for _, e := range m.Order {
		e.server = m.place(e.Job)
	}
	for _, g := range m.Groups {
		g.stale = true
	}
	if chosen != "" {
		m.Server = len(m.Servers) + slices.IndexFunc(m.Found, func(s Server) bool { return s.URL == chosen })
	}
}
