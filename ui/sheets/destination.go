package sheets

import (
	"fmt"
	"slices"
	"strings"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// places are the servers as destinations: their names, and where files of a folder go.
type places struct{ Window }

// chosen is the server that is chosen in the side column; ok is false if none is.
func (w places) chosen() (s list.Server, ok bool) {
	return w.Model().ChosenServer()
}

func (w places) practice() list.Server {
	i := slices.IndexFunc(w.Model().Servers, func(s list.Server) bool { return s.Practice })
	if i < 0 {
		return list.Server{}
	}
	return w.Model().Servers[i]
}

// destinations are the offered names.
func (w places) destinations() []string {
	var names []string
	for _, v := range w.Model().Servers {
		names = append(names, v.Name)
	}
	return names
}

// destinationFor proposes a destination for files of a folder: the chosen server, else where this folder's files
// went, else the server used last, else the only one.
func (w places) destinationFor(folder string) string {
	if s, ok := w.chosen(); ok {
		if !w.Model().Remembered(w.Model().Server) {
			return s.URL
		}
		return s.Name
	}
	for _, address := range []string{w.Settings().Remembered[folder], w.Settings().LastServer} {
		if address == list.PracticeKey {
			return w.practice().Name
		}
		if i := slices.IndexFunc(w.Settings().Servers, func(s list.Server) bool { return s.URL == address }); i >= 0 {
			return w.Settings().Servers[i].Name
		}
	}
	return w.Model().Servers[0].Name
}

// serverNamed finds a server by its name or address.
func (w places) serverNamed(text string) (list.Server, bool) {
	text = strings.TrimSpace(text)
	found := w.Model().Servers
	i := slices.IndexFunc(found, func(s list.Server) bool { return s.Name == text || s.URL != "" && s.URL == text })
	if i < 0 {
		return list.Server{}, false
	}
	return found[i], true
}

// target is what sentences need to name the server of an address.
func target(w Window, address string) transfer.Target {
	m := w.Model()
	i := m.ServerOf(address)
	return transfer.Target{URL: address, Practice: i >= 0 && m.ServerAt(i).Practice}
}

// remember stores where a folder's files went, and returns the key of that server. An unknown address is added as a
// server.
func (w places) remember(folder, address string) string {
	key := list.FolderOf(address)
	if p := w.practice().URL; p != "" && strings.HasPrefix(address, p) {
		key = list.PracticeKey
	} else if i := w.Model().ServerOf(address); i >= 0 {
		key = w.Model().Servers[i].URL
	} else if key != "" {
		if err := w.PutCard("", cards.Card{Name: w.freeName(key), Address: key}, nil); err != nil {
			w.Message(words.ErrorText(err))
		}
	}
	w.Settings().LastServer, w.Settings().Remembered[folder] = key, key
	w.Save()
	return key
}

// notHidden shows all servers if the chosen one would hide uploads to an address.
func (w places) notHidden(address string) {
	if m := w.Model(); m.Server >= 0 && m.ServerOf(address) != m.Server {
		w.ShowServer(-1)
	}
}

// freeName is a name for an address that no other server has.
func (w places) freeName(address string) string {
	first := list.ServerName(address)
	name := first
	for n := 2; w.Settings().Cards.Named(name) >= 0; n++ {
		name = fmt.Sprintf("%s (%d)", first, n)
	}
	return name
}

// startsAtOnce reports whether files of a folder start without a question: the server is certain (chosen in the
// side column, or used for the folder before), and the user enabled it for that server.
func (w places) startsAtOnce(folder string) bool {
	key := w.Settings().Remembered[folder]
	if s, ok := w.chosen(); ok {
		key = list.ServerKey(s)
	}
	known := key == list.PracticeKey || slices.ContainsFunc(w.Settings().Servers, func(s list.Server) bool { return s.URL == key })
	return known && w.Settings().Habits[key].AtOnce
}

// keepHabit stores a server's habit, on its card. That of the practice server stands in the settings. A policy's card
// stays as it is.
func (w places) keepHabit(key string, h list.Habit) {
	if key == "" || w.Settings().Habits[key] == h {
		return
	}
	if key == list.PracticeKey {
		w.Settings().Habits[key] = h
		w.Save()
		return
	}
	c, ok := w.Settings().CardAt(key)
	if !ok || c.From != "" {
		return
	}
	if err := w.PutCard(c.Name, list.WithHabit(c, h), nil); err != nil {
		w.Message(words.ErrorText(err))
	}
}

// askAgain makes the next drop open the sheet again.
func (w places) askAgain(key string) {
	h := w.Settings().Habits[key]
	h.AtOnce = false
	w.keepHabit(key, h)
	w.Message("")
}
