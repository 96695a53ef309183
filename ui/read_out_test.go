package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// seen visits what is visible in a tree, from the outside in.
func seen(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			seen(c, visit)
		}
	case *kit.TabStop: // it is read as its button
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			seen(c, visit)
		}
	}
}

// readOut are the roles and labels of what is visible in a tree.
func readOut(root fyne.CanvasObject) (said []string) {
	seen(root, func(o fyne.CanvasObject) {
		if a, is := o.(fyne.Accessible); is && a.AccessibilityRole() != fyne.AccessibleRoleContainer {
			said = append(said, fmt.Sprintf("%s: %s", a.AccessibilityRole(), a.AccessibilityLabel()))
		}
	})
	return said
}

// nameless are the visible controls of ours in a tree that a screen reader would say nothing about. Of lists and
// menus what is in them is read.
func nameless(root fyne.CanvasObject) (list []string) {
	seen(root, func(o fyne.CanvasObject) {
		_, taps := o.(fyne.Tappable)
		_, keys := o.(fyne.Focusable)
		kind := strings.TrimPrefix(fmt.Sprintf("%T", o), "*")
		room, name, _ := strings.Cut(kind, ".")
		holds := strings.HasSuffix(name, "List") || slices.Contains([]string{"Queue", "Header", "Popup", "menuPanel"}, name)
		if !taps && !keys || holds || !slices.Contains([]string{"ui", "kit", "rows", "details", "sheets"}, room) {
			return
		}
		if a, is := o.(fyne.Accessible); !is || a.AccessibilityLabel() == "" || a.AccessibilityRole() == "" {
			list = append(list, kind)
		}
	})
	return list
}

// TestEveryControlIsReadOut: each control of the window, of the details, of a menu and of the dialogs has a name and a
// role for screen readers. With -v it prints what is read out.
func TestEveryControlIsReadOut(t *testing.T) {
	for _, language := range []string{words.English, words.Russian} {
		speak(t, language)
		w, h := openTest(t, labSettings())
		w.win.Resize(fyne.NewSize(1440, 900))
		u, id := listtest.Jobs(3, func(i int, j *transfer.Job) {
			j.Phase, j.Acked, j.Rate = transfer.Sending, 400, 50
			switch i {
			case 1:
				j.Phase, j.Fault = transfer.Idle, &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
			case 2:
				j.Outcome, j.Ended = transfer.Delivered, time.Now()
			}
		})
		w.Apply(u)
		w.queue.Choose(0, list.ReachOne)
		w.openDetails(id[0])
		w.Message("news")
		check := func(what string, root fyne.CanvasObject) {
			t.Helper()
			for _, kind := range nameless(root) {
				t.Errorf("%s, %s: a %s is not read out", language, what, kind)
			}
			t.Logf("%s, %s:\n%s", language, what, strings.Join(readOut(root), "\n"))
		}
		check("window", w.win.Content())
		w.act.Menu(fyne.NewPos(300, 200))
		check("menu", w.win.Canvas().Overlays().Top())
		w.win.Canvas().Overlays().Remove(w.win.Canvas().Overlays().Top())
		for what, open := range map[string]func(){
			"settings": w.openSettings, "server": w.addServer, "sessions": w.openSessions,
			"other name": func() { w.act.otherName(id[1]) }, "sign-in": func() { w.act.signIn(id[1]) },
		} {
			open()
			h.drain(func() bool { return true })
			if w.sheets.Top() == nil {
				t.Fatalf("%s: no dialog", what)
			}
			check(what, w.sheets.Top().Object())
			w.sheets.Top().Dismiss()
		}
	}
}

// TestStatesAreReadOut: a screen reader says of a row its name and all its words, unshortened, and whether it is
// selected; of a filter its number; of a password nothing.
func TestStatesAreReadOut(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(2, func(_ int, j *transfer.Job) {
		j.Fault = &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true, Ask: transfer.Ask{Origin: "https://files.example.com"}}
	})
	w.Apply(u)
	w.queue.Choose(1, list.ReachOne)
	all := "\n" + strings.Join(readOut(w.win.Content()), "\n") + "\n"
	for _, want := range []string{
		"text: file-00000.bin, Lab drop, " + rowOf(t, w, id[0]).Says() + ", 403\n",
		"text: file-00001.bin, Lab drop, " + rowOf(t, w, id[1]).Says() + ", 403, chosen\n",
		"button: Failed, 2\n", "button: Pause, not available\n",
	} {
		if !strings.Contains(all, "\n"+want) {
			t.Errorf("%q is not read out in %s", want, all)
		}
	}
	w.act.signIn(id[0])
	seen(w.sheets.Top().Object(), func(o fyne.CanvasObject) {
		if e, is := o.(*kit.Field); is && e.Password {
			e.SetText(planted)
		}
	})
	if said := strings.Join(readOut(w.sheets.Top().Object()), "\n"); strings.Contains(said, planted) || !strings.Contains(said, "text: Password\n") {
		t.Errorf("the sign-in says %s", said)
	}
}
