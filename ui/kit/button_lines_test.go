package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

func TestButtonLines(t *testing.T) {
	var all []fyne.CanvasObject
	for _, width := range []float32{110, 80, 100, 170} {
		r := canvas.NewRectangle(nil)
		r.SetMinSize(fyne.NewSize(width, 36))
		all = append(all, r)
	}
	for _, tt := range []struct {
		room   float32
		height float32
		rows   [4]int // of every button
	}{
		{600, 36, [4]int{0, 0, 0, 0}},
		{484, 36, [4]int{0, 0, 0, 0}},
		{480, 80, [4]int{0, 1, 1, 1}},
		{200, 124, [4]int{0, 1, 1, 2}},
		{10, 168, [4]int{0, 1, 2, 3}},
	} {
		b := &ButtonLines{Room: tt.room}
		size := b.MinSize(all)
		if size.Width != 170 || size.Height != tt.height {
			t.Errorf("in %v: the least size is %v, want a height of %v", tt.room, size, tt.height)
		}
		b.Layout(all, fyne.NewSize(tt.room, size.Height))
		for i, o := range all {
			if got := int(o.Position().Y) / 44; got != tt.rows[i] {
				t.Errorf("in %v: button %d is on line %d, want %d", tt.room, i, got, tt.rows[i])
			}
		}
		for i, o := range all[1:] {
			before := all[i]
			if apart := o.Position().X - before.Position().X - before.Size().Width; o.Position().Y == before.Position().Y && apart != Gap {
				t.Errorf("in %v: buttons %d and %d are %v apart", tt.room, i, i+1, apart)
			}
		}
		last := all[3]
		if end := last.Position().X + last.Size().Width; end != tt.room {
			t.Errorf("in %v: the last button ends at %v", tt.room, end)
		}
	}
}
