package sheets

import (
	"strings"
	"testing"

	"sendoff/transfer/cards"
	"sendoff/ui/kit"
)

// TestSettingsOfTheProxy: what is set is shown, and stored only if it was changed and can be used.
func TestSettingsOfTheProxy(t *testing.T) {
	w := open(t, labSettings())
	page := func() *settingsSheet {
		s := newSettingsSheet(w)
		s.sheet = w.sheets.Show(kit.SheetParts{Title: kit.NewTitle("", kit.TextHeading), Body: s.content()})
		return s
	}
	s := page()
	if s.proxy.use.Value() != cards.ProxySystem || s.proxy.more[0].Visible() {
		t.Error("at first it is not as the system says")
	}
	s.save()
	if w.proxy != (cards.Proxy{}) {
		t.Errorf("stored without a change: %+v", w.proxy)
	}
	s = page()
	s.proxy.use.SetSelectedIndex(2)
	if !s.proxy.more[0].Visible() || !s.proxy.more[1].Visible() {
		t.Error("there is no place for the address")
	}
	s.proxy.address.SetText("http://ines:secret@proxy.test:1")
	s.save()
	if w.sheets.Top() == nil || !s.flaw.Visible() || !strings.Contains(s.flaw.Text, "user name") || w.proxy != (cards.Proxy{}) {
		t.Errorf("an account in the address: %q, %+v", s.flaw.Text, w.proxy)
	}
	s.proxy.address.SetText(" proxy.test:3128 ")
	s.proxy.bypass.SetText("10.0.0.0/8")
	s.save()
	want := cards.Proxy{Use: cards.ProxyManual, Address: "proxy.test:3128", Bypass: "10.0.0.0/8"}
	if w.proxy != want || w.sheets.Top() != nil {
		t.Errorf("stored: %+v", w.proxy)
	}
	if s = page(); s.proxy.value() != want {
		t.Errorf("shown: %+v", s.proxy.value())
	}
}

// TestSettingsLeaveNoHole: inputs that are not shown take no place.
func TestSettingsLeaveNoHole(t *testing.T) {
	w := open(t, labSettings())
	s := newSettingsSheet(w)
	s.open()
	low := s.scroll.Content.MinSize().Height
	s.proxy.use.SetSelectedIndex(2)
	if high := s.scroll.Content.MinSize().Height; high <= low || s.scroll.Content.Size().Height < high {
		t.Errorf("%v with the inputs of a proxy, of %v, and %v without", high, s.scroll.Content.Size().Height, low)
	}
	s.proxy.use.SetSelectedIndex(0)
	if now := s.scroll.Content.MinSize().Height; now != low {
		t.Errorf("%v are left of %v", now, low)
	}
}
