package transfer

import (
	"encoding/json"
	"fmt"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// setting reads a setting into v; found is false if it was never written.
func (s *store) setting(key string, v any) (found bool, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	err = s.db.View(func(tx *bbolt.Tx) error {
		stored := tx.Bucket(bucketSettings).Get([]byte(key))
		if stored == nil {
			return nil
		}
		found = true
		raw := unseal([]byte(key), stored)
		if raw == nil {
			return fmt.Errorf("%w: setting %q", errDamaged, key)
		}
		return json.Unmarshal(raw, v)
	})
	return found, err
}

func (s *store) putSetting(key string, v any) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	return s.update(func(tx *bbolt.Tx) error { return putJSON(tx.Bucket(bucketSettings), []byte(key), v) })
}
