package transfer

import (
	"encoding/json"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// setting reads one typed setting; found is false if it was never written.
func (s *store) setting(key string, v any) (found bool, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	err = s.db.View(func(tx *bbolt.Tx) error {
		raw := tx.Bucket(bucketSettings).Get([]byte(key))
		if raw == nil {
			return nil
		}
		found = true
		return json.Unmarshal(raw, v)
	})
	return found, err
}

func (s *store) putSetting(key string, v any) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	return s.db.Update(func(tx *bbolt.Tx) error { return putJSON(tx.Bucket(bucketSettings), []byte(key), v) })
}
