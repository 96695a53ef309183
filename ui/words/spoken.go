package words

// States of controls that a screen reader says behind their names: keys, translated where they are spoken.
const (
	StateChosen      = "chosen"
	StateUnavailable = "not available"
	StateTicked      = "checked"
	StateNotTicked   = "not checked"
	Ascending        = "ascending"
	Descending       = "descending"
)
