package rows

import (
	"testing"

	"sendoff/ui/list"
)

// TestRoomGoesToTheState: a name has what most names need before the state takes more than its own width, and what is
// left once the state is read whole and the bar is long.
func TestRoomGoesToTheState(t *testing.T) {
	columns := Columns{looks: map[string]list.ColumnLook{}, changed: func() {}}
	for _, c := range []struct{ width, name, state float32 }{
		{892, nameLeast, stateTight}, // a window of 1100
		{1232, nameEnough, stateFull},
		{2352, 1350 - (barFull - 100), stateFull}, // the bar is long
	} {
		at := columns.places(tableEnd(c.width))
		if name, state := at[list.ColumnName].w, at[list.ColumnState].w; name < c.name-2 || name > c.name+30 || state < c.state-2 || state > c.state+12 {
			t.Errorf("a row of %v: the name has %v, the state %v", c.width, name, state)
		}
	}
}

// TestWideTableHasLongBars: in a wide window the bar takes what the name does not need, unless its width was chosen.
func TestWideTableHasLongBars(t *testing.T) {
	c := &Columns{looks: map[string]list.ColumnLook{}, changed: func() {}}
	if at := c.places(2340); at[list.ColumnProgress].w != barFull || at[list.ColumnState].w != stateFull {
		t.Errorf("%v", at)
	}
	if at := c.places(800); at[list.ColumnProgress].w != usual[list.ColumnProgress] {
		t.Errorf("narrow: %v", at)
	}
	c.keep(list.ColumnProgress, list.ColumnLook{Width: 90})
	if at := c.places(2340); at[list.ColumnProgress].w != 90 {
		t.Errorf("chosen: %v", at)
	}
}
