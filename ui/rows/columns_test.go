package rows

import (
	"testing"

	"sendoff/ui/list"
)

// TestRoomGoesToTheState: a name has what most names need before the state takes more than its own width, and what is
// left once the state is read whole.
func TestRoomGoesToTheState(t *testing.T) {
	columns := Columns{looks: map[string]list.ColumnLook{}, changed: func() {}}
	for _, c := range []struct{ width, name, state float32 }{
		{892, nameLeast, stateTight}, // a window of 1100
		{1232, nameEnough, stateFull},
		{2352, 1350, stateFull},
	} {
		at := columns.places(tableEnd(c.width))
		if name, state := at[list.ColumnName].w, at[list.ColumnState].w; name < c.name-2 || name > c.name+30 || state < c.state-2 || state > c.state+12 {
			t.Errorf("a row of %v: the name has %v, the state %v", c.width, name, state)
		}
	}
}
