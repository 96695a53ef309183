package apptest

import (
	"bytes"
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
)

// Planted is a password that must not be written to any file.
const Planted = "sesame-open-73!"

// Secretless fails if a file in the queue's folder contains the password.
func (r *Rig) Secretless() {
	r.T.Helper()
	seen := 0
	err := filepath.WalkDir(r.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, secret := range []string{Planted, base64.StdEncoding.EncodeToString([]byte("ines:" + Planted))} {
			if bytes.Contains(data, []byte(secret)) {
				r.T.Errorf("%s holds the password", path)
			}
		}
		seen++
		return err
	})
	if err != nil || seen == 0 {
		r.T.Error(seen, err)
	}
}
