// Puts files on the clipboard as Explorer does when they are copied: copied.exe FILE...
// The tests of the packages paste them into the window.
#include <windows.h>
#include <shellapi.h>
#include <shlobj.h>
#include <string.h>

int main(void) {
  int count;
  WCHAR **path = CommandLineToArgvW(GetCommandLineW(), &count);
  SIZE_T size = sizeof(DROPFILES) + sizeof(WCHAR);
  for (int i = 1; i < count; i++) size += (wcslen(path[i]) + 1) * sizeof(WCHAR);
  HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE | GMEM_ZEROINIT, size);
  DROPFILES *list = GlobalLock(memory);
  list->pFiles = sizeof(DROPFILES);
  list->fWide = TRUE;
  WCHAR *next = (WCHAR *)(list + 1);
  for (int i = 1; i < count; i++) next = wcscpy(next, path[i]) + wcslen(path[i]) + 1;
  GlobalUnlock(memory);
  if (!OpenClipboard(NULL) || !EmptyClipboard()) return 1;
  HANDLE kept = SetClipboardData(CF_HDROP, memory);
  return CloseClipboard() && kept ? 0 : 1;
}
