package sheets

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

func TestServerForm(t *testing.T) {
	w := open(t, labSettings())
	f := &serverForm{w: w, atOnce: kit.NewCheckBox("", false, nil), unclear: kit.NewPicker([]transfer.AfterUnclear{""}, "", words.WayText, kit.InSheet{}), name: kit.NewField("", nil), address: kit.NewField("", nil)}
	for _, tt := range []struct{ name, address, flaw string }{
		{"", "", words.AddressText(transfer.AddressEmpty)},
		{"", "https://u:p@x.example.com/", words.AddressText(transfer.AddressSecret)},
		{"Lab drop", "https://x.example.com/", words.Tr(words.NameTaken)},
		{"Other", labServers[0].URL, fmt.Sprintf(words.Tr(words.AddressTaken), "Lab drop")},
		{"", "https://x.example.com/in", ""},
	} {
		f.name.SetText(tt.name)
		f.address.SetText(tt.address)
		if _, flaw := f.read(); flaw != tt.flaw {
			t.Errorf("%q, %q: %q", tt.name, tt.address, flaw)
		}
	}
	AddServer(w)
	f.sheet = w.sheets.Top()
	f.save()
	if s, _ := (places{w}).chosen(); s.URL != "https://x.example.com/in/" || s.Name != "x.example.com/in" || len(w.commands) != 1 || w.commands[0].Verb != transfer.VerbCard {
		t.Errorf("chosen: %+v", s)
	}
}

func TestServerFormKeepsHabits(t *testing.T) {
	s := labSettings()
	s.Habits = map[string]list.Habit{s.Servers[0].URL: {Name: "{date}{ext}"}}
	w := open(t, s)
	openServer(w, s.Servers[0], "")
	w.sheets.Top().Dismiss()
	f := &serverForm{w: w, old: s.Servers[0], atOnce: kit.NewCheckBox("", true, nil), name: kit.NewField("", nil), address: kit.NewField("", nil)}
	f.unclear = kit.NewPicker([]transfer.AfterUnclear{transfer.Auto, transfer.Restart}, transfer.Restart, words.WayText, kit.InSheet{})
	f.address.SetText("https://new.example.com/")
	AddServer(w)
	f.sheet = w.sheets.Top()
	f.save()
	got := w.settings.Habits
	if len(got) != 1 || got["https://new.example.com/"] != (list.Habit{Name: "{date}{ext}", AtOnce: true, AfterUnclear: transfer.Restart}) {
		t.Errorf("saved: %+v", got)
	}
}

// TestAddressIsCompleted: a server may be typed without a scheme. The form says what that means, and how to have http.
func TestAddressIsCompleted(t *testing.T) {
	w := open(t, labSettings())
	f := &serverForm{w: w, name: kit.NewField("", nil), address: kit.NewField("", nil), flaw: widget.NewLabel("")}
	f.address.SetText("files.example.org/drop")
	f.complete()
	if want := "This means https://files.example.org/drop. " + words.Tr(words.HTTPHint); f.flaw.Text != want {
		t.Errorf("the form says %q, not %q", f.flaw.Text, want)
	}
	if s, flaw := f.read(); s.URL != "https://files.example.org/drop/" || flaw != "" {
		t.Errorf("%+v, %q", s, flaw)
	}
}
