package ui

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// side is the column of filters and servers. The chosen server filters the list and receives drops.
type side struct {
	w       *Window
	content *fyne.Container
	filters []*kit.Choice
	all     *kit.Choice
	servers []*kit.Choice
	// states and places are the two lists for the keyboard.
	states, places *kit.ChoiceList
}

// filterMarks are the icons of the filters.
var filterMarks = [list.FilterCount]string{
	"all", string(transfer.Uploading), string(transfer.Waiting), string(transfer.NeedsYou),
	string(transfer.Failed), string(transfer.Paused), string(transfer.Done), string(transfer.Cancelled),
}

func newSide(w *Window) *side {
	s := &side{w: w, states: kit.NewChoiceList(w.toList), places: kit.NewChoiceList(w.toList)}
	for f := range list.FilterCount {
		s.filters = append(s.filters, kit.NewChoice(filterMarks[f], list.FilterText(f), func() { s.chooseFilter(f) }))
	}
	s.states.Fill(s.filters...)
	s.rebuild()
	column := container.New(layout.NewCustomPaddedVBoxLayout(1),
		kit.Heading(words.Tr(words.Uploads)), s.states, kit.Heading(words.Tr(words.Servers)), s.places)
	scroll := container.NewVScroll(container.New(kit.Padding{By: kit.Gap}, column))
	for _, list := range []*kit.ChoiceList{s.states, s.places} {
		list.Other = w.functionKey
		list.Seen = func(o fyne.CanvasObject) { kit.BringIn(scroll, o) }
	}
	s.content = container.New(kit.Edged{Edge: kit.EdgeRight}, kit.Backed(kit.ColorSide, scroll), kit.NewHairline())
	return s
}

// rebuild recreates the lines of the servers.
func (s *side) rebuild() {
	s.all = kit.NewChoice("server", words.Tr(words.AllServers), func() { s.chooseServer(-1) })
	s.all.Plain = true // no server is left out: what is lit narrows the list
	s.servers = nil
	m := s.w.model
	for i := range m.Places() {
		v := m.ServerAt(i)
		mark := "server"
		if v.Practice {
			mark = "practice"
		}
		c := kit.NewChoice(mark, v.Name, func() { s.chooseServer(i) })
		c.Menu = func(at fyne.Position) { kit.ShowMenu(s.w.win.Canvas(), s.serverMenu(i), at) }
		s.servers = append(s.servers, c)
	}
	lines := []*kit.Choice{s.all}
	for _, i := range s.order() {
		lines = append(lines, s.servers[i])
	}
	s.places.Fill(append(lines, kit.NewChoice("add", words.Tr(words.AddServer), s.w.addServer))...)
}

// order are the servers as they stand in the column: those remembered, those that uploads go to otherwise, and last the
// practice server.
func (s *side) order() []int {
	m := s.w.model
	var own, last []int
	for i := range m.Places() {
		if m.ServerAt(i).Practice {
			last = append(last, i)
		} else {
			own = append(own, i)
		}
	}
	return append(own, last...)
}

// serverMenu is what can be done with a server. One that is not remembered becomes so once it has a name.
func (s *side) serverMenu(i int) *fyne.Menu {
	m := s.w.model
	v := m.Destined(i)
	if m.ServerAt(i).Practice {
		return s.practiceMenu()
	}
	menu := fyne.NewMenu("",
		fyne.NewMenuItem(words.Tr(words.TestServer), func() { sheets.Test(s.w.act, v.URL, uuid.Nil) }),
		fyne.NewMenuItem(words.Tr(words.EditServer), func() { sheets.EditServer(s.w.act, v) }),
		fyne.NewMenuItem(words.Tr(words.SignIn), func() { sheets.SignInAt(s.w.act, v.URL) }))
	if s.w.signedIn(v) {
		menu.Items = append(menu.Items, fyne.NewMenuItem(words.Tr(words.SignOut), func() { s.w.signOut(v) }))
	}
	if m.Remembered(i) && !v.Policy {
		menu.Items = append(menu.Items, fyne.NewMenuItem(words.Tr(words.RemoveServer), func() { s.w.removeServer(v) }))
	}
	return menu
}

// practiceMenu is what can be done with the practice server.
func (s *side) practiceMenu() *fyne.Menu {
	if s.w.practice.URL == "" {
		return fyne.NewMenu("", fyne.NewMenuItem(words.Tr(words.StartPractice), func() { s.w.startPractice(nil) }))
	}
	return fyne.NewMenu("",
		fyne.NewMenuItem(words.Tr(words.PracticeFaults), func() { sheets.Practice(s.w.act) }),
		fyne.NewMenuItem(words.Tr(words.TestServer), func() { sheets.Test(s.w.act, s.w.practice.URL, uuid.Nil) }))
}

func (s *side) chooseFilter(f list.Filter) {
	s.w.model.SetFilter(f)
	s.w.refreshAll()
}

func (s *side) chooseServer(i int) {
	s.w.model.SetServer(i)
	s.w.refreshAll()
}

// update shows counts and choices.
func (s *side) update() {
	m := s.w.model
	for f, c := range s.filters {
		c.SetPlain(list.Filter(f) == list.FilterAll && m.Server >= 0)
		c.Set(words.Number(m.Counts[f]), m.Filter == list.Filter(f))
	}
	s.all.Set(words.Number(len(m.Order)), m.Server < 0)
	for i, c := range s.servers {
		c.Set(words.Number(m.ServerCounts[i]), m.Server == i)
	}
}

// choice names what is chosen.
func (s *side) choice() string {
	m := s.w.model
	return withCount(list.FilterText(m.Filter), m.Counts[m.Filter])
}

func withCount(said string, n int) string { return fmt.Sprintf("%s (%s)", said, words.Number(n)) }

// menu is the side column as a menu.
func (s *side) menu() *fyne.Menu {
	m := s.w.model
	var items []*fyne.MenuItem
	add := func(text string, on bool, do func()) *fyne.MenuItem {
		i := fyne.NewMenuItem(text, do)
		i.Checked = on
		items = append(items, i)
		return i
	}
	for f := range list.FilterCount {
		add(withCount(list.FilterText(f), m.Counts[f]), m.Filter == f, func() { s.chooseFilter(f) })
	}
	items = append(items, fyne.NewMenuItemSeparator())
	add(withCount(words.Tr(words.AllServers), len(m.Order)), m.Server < 0, func() { s.chooseServer(-1) })
	for _, i := range s.order() {
		v := m.ServerAt(i)
		line := add(withCount(v.Name, m.ServerCounts[i]), m.Server == i, func() { s.chooseServer(i) })
		line.ChildMenu = s.serverMenu(i)
	}
	add(words.Tr(words.AddServer), false, s.w.addServer)
	return fyne.NewMenu("", items...)
}

// serversChanged applies a changed list of servers.
func (w *Window) serversChanged() {
	w.model.SetServers(w.servers())
	w.side.rebuild()
	w.refreshAll()
}

// chosenServer is the server that receives drops; ok is false if none is chosen.
func (w *Window) chosenServer() (s list.Server, ok bool) {
	return w.model.ChosenServer()
}

// SetCards applies cards that have changed: by a command, or by this window.
func (w *Window) SetCards(b cards.Book) {
	if slices.Equal(b, w.settings.Cards) {
		return
	}
	w.settings.UseCards(b)
	if w.model != nil { // shown
		w.serversChanged()
	}
}

// putCard adds a server, or changes the one named old, and shows it at once.
func (w *Window) putCard(old string, c cards.Card, stored func(error)) error {
	before := w.settings.Cards
	c, err := w.settings.PutCard(old, c)
	if err != nil {
		return err
	}
	w.serversChanged()
	w.changeCards(transfer.Command{Verb: transfer.VerbCard, At: old, Cards: []cards.Card{c}}, before, stored)
	return nil
}

// changeCards sends a change of the cards that is shown already; a refusal undoes that.
func (w *Window) changeCards(c transfer.Command, before cards.Book, stored func(error)) {
	w.act.Do(c, func(err error) {
		if err != nil {
			w.SetCards(before)
		}
		if stored != nil {
			stored(err)
		}
	})
}

func (w *Window) removeServer(v list.Server) {
	before := w.settings.Cards
	b, err := before.Remove(v.Name)
	if err != nil {
		w.Message(words.ErrorText(err))
		return
	}
	w.SetCards(b)
	w.changeCards(transfer.Command{Verb: transfer.VerbUncard, At: v.Name}, before, nil)
}

// signedIn reports whether there is an account for a server.
func (w *Window) signedIn(v list.Server) bool {
	return slices.ContainsFunc(w.host.Accounts(), func(a list.SignedIn) bool {
		return !a.Proxy && strings.HasPrefix(v.URL, strings.TrimSuffix(a.Place, "/")+"/")
	})
}

// signOut removes the account of a server.
func (w *Window) signOut(v list.Server) {
	place, err := transfer.SignInOrigin(v.URL)
	if err != nil {
		w.Message(words.ErrorText(err))
		return
	}
	w.host.SignOut(place, func(was bool, err error) {
		if err != nil {
			w.Message(words.ErrorText(err))
			return
		}
		w.news(words.SignedOutText(place, was))
	})
}
