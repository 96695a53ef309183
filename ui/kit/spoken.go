package kit

import (
	"cmp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// What a screen reader reads of each control: its name and then its state, as fyne.Accessible. The toolkit knows no
// states, so that they are part of the label, and four roles: button, container, link and text.

// States are the words for states of controls, in the user's language.
type States struct{ Chosen, Unavailable, Ticked, NotTicked string }

// Speech has the words that controls say; the window sets them.
var Speech States

// Spoken joins the parts of a label, without empty ones.
func Spoken(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, ", ")
}

// SpokenTexts joins the visible ones of texts.
func SpokenTexts(texts ...*canvas.Text) string {
	var said []string
	for _, t := range texts {
		if t.Visible() {
			said = append(said, t.Text)
		}
	}
	return Spoken(said...)
}

// given is text if on, else "".
func given(text string, on bool) string {
	if !on {
		return ""
	}
	return text
}

// Called is the caption of an input, which stands beside it on the screen and is part of it for a screen reader.
type Called struct{ caption string }

// Call sets the caption.
func (c *Called) Call(caption string) { c.caption = caption }

// call gives a caption to the input in o.
func call(caption string, o fyne.CanvasObject) {
	switch o := o.(type) {
	case interface{ Call(string) }:
		o.Call(caption)
	case *fyne.Container:
		for _, c := range o.Objects {
			call(caption, c)
		}
	}
}

// AccessibilityLabel is the button's label and state.
func (b *Button) AccessibilityLabel() string {
	return Spoken(cmp.Or(b.Text, b.Name), given(Speech.Unavailable, b.Disabled()))
}

// AccessibilityLabel is the button's label, also where only its icon is shown.
func (p *SmallButton) AccessibilityLabel() string {
	if p.Text == "" {
		return p.Name
	}
	return p.Text
}

// AccessibilityRole is that of a button.
func (p *SmallButton) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is that of its button.
func (s *TabStop) AccessibilityLabel() string { return s.Button.AccessibilityLabel() }

// AccessibilityRole is that of a button.
func (s *TabStop) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is the field's caption and content. A password is not read.
func (f *Field) AccessibilityLabel() string {
	if f.Password {
		return Spoken(f.caption, f.PlaceHolder)
	}
	return Spoken(f.caption, f.PlaceHolder, f.Text)
}

// AccessibilityRole is that of a text.
func (f *Field) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the field's caption and content.
func (f *ChoiceField) AccessibilityLabel() string { return Spoken(f.caption, f.PlaceHolder, f.Text) }

// AccessibilityRole is that of a text.
func (f *ChoiceField) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the caption and the chosen value.
func (c *Picker[T]) AccessibilityLabel() string { return Spoken(c.caption, c.Selected) }

// AccessibilityRole is that of a button.
func (c *Picker[T]) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is the box's label and whether it is ticked.
func (t *CheckBox) AccessibilityLabel() string {
	return Spoken(t.Text, given(Speech.Ticked, t.Checked), given(Speech.NotTicked, !t.Checked))
}

// AccessibilityRole is that of a button.
func (t *CheckBox) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is the line's label and number, and whether it is chosen.
func (c *Choice) AccessibilityLabel() string {
	return Spoken(c.words, c.Count, given(Speech.Chosen, c.on))
}

// AccessibilityRole is that of a button.
func (c *Choice) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is all labels, with a word at the chosen one.
func (s *Segmented) AccessibilityLabel() string {
	var said []string
	for i, word := range s.Words {
		said = append(said, Spoken(word, given(Speech.Chosen, i == s.At)))
	}
	return strings.Join(said, "; ")
}

// AccessibilityRole is that of a button.
func (s *Segmented) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is the line's whole text, also where it is drawn shortened.
func (l *TextLine) AccessibilityLabel() string { return l.Words }

// AccessibilityRole is that of a text.
func (l *TextLine) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is what stands below the curve.
func (g *Graph) AccessibilityLabel() string { return SpokenTexts(g.now, g.mean) }

// AccessibilityRole is that of a text.
func (g *Graph) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the line's label and state.
func (l *menuLine) AccessibilityLabel() string {
	return Spoken(l.item.Label, given(Speech.Ticked, l.item.Checked), given(Speech.Unavailable, l.item.Disabled))
}

// AccessibilityRole is that of a button.
func (l *menuLine) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
