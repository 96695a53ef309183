package ui

import (
	"slices"
	"strings"

	"sendoff/ui/list"
)

// destinations are the offered names.
func (w *Window) destinations() []string {
	var names []string
	for _, v := range w.servers() {
		names = append(names, v.Name)
	}
	return names
}

// destinationFor proposes a destination for files of a folder: the chosen server, else where this folder's files
// went, else the server used last, else the only one.
func (w *Window) destinationFor(folder string) string {
	if s, ok := w.chosenServer(); ok {
		return s.Name
	}
	for _, address := range []string{w.settings.Remembered[folder], w.settings.LastServer} {
		if address == list.PracticeKey {
			return w.practice.Name
		}
		if i := slices.IndexFunc(w.settings.Servers, func(s list.Server) bool { return s.URL == address }); i >= 0 {
			return w.settings.Servers[i].Name
		}
	}
	return w.servers()[0].Name
}

// serverNamed finds a server by its name or address.
func (w *Window) serverNamed(text string) (list.Server, bool) {
	text = strings.TrimSpace(text)
	found := w.servers()
	i := slices.IndexFunc(found, func(s list.Server) bool { return s.Name == text || s.URL != "" && s.URL == text })
	if i < 0 {
		return list.Server{}, false
	}
	return found[i], true
}

// remember stores where a folder's files went, and returns the key of that server. An unknown address is added as a
// server.
func (w *Window) remember(folder, address string) string {
	key := list.FolderOf(address)
	if w.practice.URL != "" && strings.HasPrefix(address, w.practice.URL) {
		key = list.PracticeKey
	} else if i := w.model.ServerOf(address); i >= 0 {
		key = w.model.Servers[i].URL
	} else if key != "" {
		w.settings.Servers = append(w.settings.Servers, list.Server{Name: w.freeName(key), URL: key})
		w.serversChanged()
	}
	w.settings.LastServer, w.settings.Remembered[folder] = key, key
	w.save()
	return key
}

// notHidden shows all servers if the chosen one would hide uploads to an address.
func (w *Window) notHidden(address string) {
	if m := w.model; m.Server >= 0 && m.ServerOf(address) != m.Server {
		m.SetServer(-1)
		w.refreshAll()
	}
}

// freeName is a name for an address that no other server has.
func (w *Window) freeName(address string) string {
	name := list.ServerName(address)
	if _, taken := w.serverNamed(name); taken {
		return address
	}
	return name
}

// startsAtOnce reports whether files of a folder start without a question: the server is certain (chosen in the
// side column, or used for the folder before), and the user enabled it for that server.
func (w *Window) startsAtOnce(folder string) bool {
	key := w.settings.Remembered[folder]
	if s, ok := w.chosenServer(); ok {
		key = list.ServerKey(s)
	}
	known := key == list.PracticeKey || slices.ContainsFunc(w.settings.Servers, func(s list.Server) bool { return s.URL == key })
	return known && w.settings.Habits[key].AtOnce
}

// keepHabit stores a server's habit. A default one is not stored.
func (w *Window) keepHabit(key string, h list.Habit) {
	if key == "" || w.settings.Habits[key] == h {
		return
	}
	if h == (list.Habit{}) {
		delete(w.settings.Habits, key)
	} else {
		w.settings.Habits[key] = h
	}
	w.save()
}

// habitFor is the habit of the server that an address belongs to.
func (w *Window) habitFor(address string) list.Habit {
	i := w.model.ServerOf(address)
	if i < 0 {
		return list.Habit{}
	}
	return w.settings.Habits[list.ServerKey(w.model.Servers[i])]
}

// askAgain makes the next drop open the sheet again.
func (w *Window) askAgain(key string) {
	h := w.settings.Habits[key]
	h.AtOnce = false
	w.keepHabit(key, h)
	w.Message("")
}
