package transfer

import (
	"strings"

	"github.com/google/uuid"
)

// NewGroupKey makes the Target.Group of files that are added together: an ID and the name of their folder, "" if they
// come from several.
func NewGroupKey(folder string) string {
	id, err := uuid.NewV7()
	if err != nil { // the clock cannot be read: any other ID will do
		id = uuid.New()
	}
	return id.String() + " " + strings.ToValidUTF8(folder, "\ufffd") // it is stored as JSON, and is no path
}

// GroupFolder returns the folder's name in a group key, "" for several files. A key that NewGroupKey did not make is
// returned as it is.
func GroupFolder(key string) string {
	id, name, _ := strings.Cut(key, " ")
	if uuid.Validate(id) != nil {
		return key
	}
	return name
}
