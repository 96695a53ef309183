package main

import (
	"bytes"
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
)

// planted is a password that must be written nowhere.
const planted = "sesame-open-73!"

// secretless fails if the password stands in any file of the queue's folder.
func (r *Rig) secretless() {
	r.t.Helper()
	seen := 0
	err := filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, secret := range []string{planted, base64.StdEncoding.EncodeToString([]byte("ines:" + planted))} {
			if bytes.Contains(data, []byte(secret)) {
				r.t.Errorf("%s holds the password", path)
			}
		}
		seen++
		return err
	})
	if err != nil || seen == 0 {
		r.t.Error(seen, err)
	}
}
