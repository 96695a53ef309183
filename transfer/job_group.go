package transfer

import (
	"strings"

	"github.com/google/uuid"
)

// NewGroupKey is the Target.Group of files that are added together: an ID, and after it the name of the
// folder they come from, "" if they come from several.
func NewGroupKey(folder string) string {
	id, err := uuid.NewV7()
	if err != nil { // the clock cannot be read: any other ID does
		id = uuid.New()
	}
	return id.String() + " " + strings.ToValidUTF8(folder, "\ufffd") // it goes through JSON, and is no path
}

// GroupFolder is the name of the folder that a group was made of, "" if it was made of several files. A key
// that NewGroupKey did not make is a name.
func GroupFolder(key string) string {
	id, name, _ := strings.Cut(key, " ")
	if uuid.Validate(id) != nil {
		return key
	}
	return name
}
