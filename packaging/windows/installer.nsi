; The installer for one user: no administrator, nothing outside the user's own folders and registry.
; build.sh defines VERSION (0.1.0-dev), NUMBER (0.1.0.1), SOURCE (the folder with the
; files), OUTPUT and SIGN (the command that signs the uninstaller).
;
; sendoff-...-setup.exe [/S] [/NOPATH] [/BESIDE] [/D=FOLDER]      /D is the last, without quotes
; uninstall.exe [/S [_?=FOLDER]]      _?= waits and has the exit code; without it a copy does the work, later
; Exit codes: 0 done, 1 given up by the user, 2 nothing was changed.

Target amd64-unicode
!ifdef FAST ; for tests
SetCompressor zlib
!else
SetCompressor /SOLID lzma
!endif
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WinVer.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sendoff"
!define APP_PATH "Software\Microsoft\Windows\CurrentVersion\App Paths\sendoff.exe"
!define OPEN_WITH "Software\Classes\Applications\sendoff.exe"
!define SERVER_FILE "Software\Classes\Sendoff.Server"
!define CANCELLED 1
!define REFUSED 2

Name "Sendoff"
BrandingText "Sendoff ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Sendoff"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
VIProductVersion "${NUMBER}"
VIAddVersionKey "ProductName" "Sendoff"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${NUMBER}"
VIAddVersionKey "FileDescription" "Setup of Sendoff"
VIAddVersionKey "CompanyName" "Sendoff"
VIAddVersionKey "LegalCopyright" "${COPYRIGHT}"
!uninstfinalize '${SIGN} "%1"' = 0

!define MUI_ICON "${SOURCE}/sendoff.ico"
!define MUI_UNICON "${SOURCE}/sendoff.ico"
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\sendoff.exe"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Russian"

!macro TEXT name english russian
LangString ${name} ${LANG_ENGLISH} "${english}"
LangString ${name} ${LANG_RUSSIAN} "${russian}"
!macroend
!insertmacro TEXT SendToName "Send to menu" "Меню «Отправить»"
!insertmacro TEXT SendToText "Puts Sendoff into the Send to menu of files and folders." "Добавляет Sendoff в меню «Отправить» файлов и папок."
!insertmacro TEXT OpenWithName "Open with" "Открыть с помощью"
!insertmacro TEXT OpenWithText "Lists Sendoff under Open with, for files of every kind. It becomes the default for none." "Показывает Sendoff в списке «Открыть с помощью» для любых файлов. Программой по умолчанию не становится."
!insertmacro TEXT PathName "Command line" "Командная строка"
!insertmacro TEXT PathText "Adds Sendoff's folder to your PATH, so that consoles opened afterwards know the command sendoff." "Добавляет папку Sendoff в вашу переменную PATH: новые консоли узнают команду sendoff."
!insertmacro TEXT ProgramText "The program, its entry in the start menu and in the list of installed programs." "Программа, её пункт в меню «Пуск» и в списке установленных программ."
!insertmacro TEXT Running "Sendoff is at work in $INSTDIR and has not ended. End it, then try again. Uploads go on where they stopped." "Sendoff в папке $INSTDIR ещё работает. Завершите его и повторите. Отправка продолжится с того же места."
!insertmacro TEXT Twice "Sendoff is installed for all users of this computer already. Install it for you alone as well?" "Sendoff уже установлен для всех пользователей этого компьютера. Установить его ещё и только для вас?"
!insertmacro TEXT TooOld "Sendoff needs Windows 10 or later, 64-bit." "Для Sendoff нужна 64-разрядная Windows 10 или новее."

Var Window ; that was open before, 0 = none

; END_PROGRAM ends the Sendoff process that uses the files, with its own quit command: the queue stays as it is.
!macro END_PROGRAM un
Function ${un}EndProgram
  StrCpy $Window 0
  IfFileExists "$INSTDIR\sendoff.exe" 0 ended
  again:
  FindWindow $0 "GLFW30" "Sendoff"
  ${If} $0 <> 0
    StrCpy $Window $0
  ${EndIf}
  nsExec::Exec '"$INSTDIR\sendoff.exe" quit'
  Pop $0
  StrCpy $1 0
  ${Do}
    ClearErrors
    FileOpen $2 "$INSTDIR\sendoff.exe" a
    ${IfNot} ${Errors}
      FileClose $2
      Goto ended
    ${EndIf}
    Sleep 250
    IntOp $1 $1 + 1
  ${LoopUntil} $1 >= 20
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY again
  SetErrorLevel ${REFUSED}
  Quit
  ended:
  IsWindow $Window 0 +2
  StrCpy $Window 0 ; it belongs to a Sendoff from elsewhere and is still open
FunctionEnd
!macroend
!insertmacro END_PROGRAM ""
!insertmacro END_PROGRAM "un."

Function .onInit
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(TooOld)" /SD IDOK
    SetErrorLevel ${REFUSED}
    Quit
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/NOPATH" $1
  ${IfNot} ${Errors}
    Call DeselectPath
  ${EndIf}
  ReadRegStr $0 HKCU "${UNINSTALL}" "InstallLocation"
  ${If} $0 != ""
    Call DeselectAsBefore
  ${Else}
    Call AskTwice
  ${EndIf}
FunctionEnd

; AskTwice: asks before installing beside the .msi (installer.wxs); unattended it needs /BESIDE.
Function AskTwice
  SetRegView 64
  ReadRegDWORD $0 HKLM "Software\Sendoff" "StartMenu"
  SetRegView default
  ${If} $0 = 1
    ${GetParameters} $1
    ClearErrors
    ${GetOptions} $1 "/BESIDE" $2
    ${If} ${Errors}
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(Twice)" /SD IDNO IDYES beside
      SetErrorLevel ${REFUSED}
      Quit
      beside:
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "Sendoff" Program
  SectionIn RO
  Call EndProgram
  SetOutPath "$INSTDIR"
  ClearErrors
  File "${SOURCE}/sendoff.exe"
  File "${SOURCE}/sendoff.com"
  File "${SOURCE}/LICENSE.txt"
  File "${SOURCE}/THIRD-PARTY-LICENSES.txt"
  File "${SOURCE}/CHANGELOG.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    SetErrorLevel ${REFUSED}
    Abort
  ${EndIf}
  CreateShortcut "$SMPROGRAMS\Sendoff.lnk" "$INSTDIR\sendoff.exe"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Sendoff"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Sendoff"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\sendoff.exe,0"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S _?=$INSTDIR'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  WriteRegStr HKCU "${APP_PATH}" "" "$INSTDIR\sendoff.exe"
SectionEnd

Section "$(SendToName)" SendTo
  CreateShortcut "$SENDTO\Sendoff.lnk" "$INSTDIR\sendoff.exe"
SectionEnd

Section "$(OpenWithName)" OpenWith
  WriteRegStr HKCU "${OPEN_WITH}" "FriendlyAppName" "Sendoff"
  WriteRegStr HKCU "${OPEN_WITH}\DefaultIcon" "" "$INSTDIR\sendoff.exe,0"
  WriteRegStr HKCU "${OPEN_WITH}\shell\open" "MultiSelectModel" "Player"
  WriteRegStr HKCU "${OPEN_WITH}\shell\open\command" "" '"$INSTDIR\sendoff.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\*\OpenWithList\sendoff.exe" "" ""
  ; opening a .sendoff file asks whether its server is to be added
  WriteRegStr HKCU "${SERVER_FILE}" "" "Sendoff server"
  WriteRegStr HKCU "${SERVER_FILE}\DefaultIcon" "" "$INSTDIR\sendoff.exe,0"
  WriteRegStr HKCU "${SERVER_FILE}\shell\open\command" "" '"$INSTDIR\sendoff.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\.sendoff" "" "Sendoff.Server"
SectionEnd

; The program changes the PATH: it may be longer than an installer's strings.
Section "$(PathName)" Path
  nsExec::Exec '"$INSTDIR\sendoff.exe" search-path add'
  Pop $0
  WriteRegDWORD HKCU "${UNINSTALL}" "OnPath" 1
SectionEnd

Function DeselectPath
  SectionSetFlags ${Path} 0
FunctionEnd

; DeselectAsBefore: an upgrade does not restore what the user deselected.
Function DeselectAsBefore
  ${IfNot} ${FileExists} "$SENDTO\Sendoff.lnk"
    SectionSetFlags ${SendTo} 0
  ${EndIf}
  ReadRegStr $0 HKCU "${OPEN_WITH}" "FriendlyAppName"
  ${If} $0 == ""
    SectionSetFlags ${OpenWith} 0
  ${EndIf}
  ReadRegDWORD $0 HKCU "${UNINSTALL}" "OnPath"
  ${If} $0 != 1
    Call DeselectPath
  ${EndIf}
FunctionEnd

; Reopens the window, and so resumes the uploads.
Section "-window"
  ${If} $Window <> 0
    Exec '"$INSTDIR\sendoff.exe"'
  ${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
!insertmacro MUI_DESCRIPTION_TEXT ${Program} "$(ProgramText)"
!insertmacro MUI_DESCRIPTION_TEXT ${SendTo} "$(SendToText)"
!insertmacro MUI_DESCRIPTION_TEXT ${OpenWith} "$(OpenWithText)"
!insertmacro MUI_DESCRIPTION_TEXT ${Path} "$(PathText)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; DeleteUninstaller waits up to 10 s for an uninstaller that runs from its own place.
Function un.DeleteUninstaller
  StrCpy $0 0
  ${Do}
    Delete "$INSTDIR\uninstall.exe"
    ${IfNot} ${FileExists} "$INSTDIR\uninstall.exe"
      Return
    ${EndIf}
    Sleep 250
    IntOp $0 $0 + 1
  ${LoopUntil} $0 >= 40
FunctionEnd

; The queue stays in %LOCALAPPDATA%\sendoff, with settings, history and log.
Section "Uninstall"
  Call un.EndProgram
  nsExec::Exec '"$INSTDIR\sendoff.exe" search-path remove'
  Pop $0
  Delete "$INSTDIR\sendoff.exe"
  Delete "$INSTDIR\sendoff.com"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\THIRD-PARTY-LICENSES.txt"
  Delete "$INSTDIR\CHANGELOG.txt"
  ${If} $EXEFILE != "uninstall.exe" ; a copy of it
    Call un.DeleteUninstaller
  ${EndIf}
  Delete "$SMPROGRAMS\Sendoff.lnk"
  Delete "$SENDTO\Sendoff.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "${APP_PATH}"
  DeleteRegKey HKCU "${OPEN_WITH}"
  DeleteRegKey HKCU "${SERVER_FILE}"
  DeleteRegKey HKCU "Software\Classes\.sendoff"
  DeleteRegKey /ifempty HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall"
  DeleteRegKey /ifempty HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths"
  DeleteRegKey /ifempty HKCU "Software\Classes\Applications"
  DeleteRegKey HKCU "Software\Classes\*\OpenWithList\sendoff.exe"
  DeleteRegKey /ifempty HKCU "Software\Classes\*\OpenWithList"
  DeleteRegKey /ifempty HKCU "Software\Classes\*"
  ; what the program itself has left: the sender of its toasts
  DeleteRegKey HKCU "Software\Classes\AppUserModelId\Sendoff"
  DeleteRegKey /ifempty HKCU "Software\Classes\AppUserModelId"
  ; the last, so that the folder is gone when all is; RMDir without /r removes what is empty only
  RMDir "$INSTDIR"
  RMDir "$LOCALAPPDATA\Programs"
  ; one that runs in its own place (_?=) cannot delete itself: a copy does, and the folder with it
  ${If} $EXEFILE == "uninstall.exe"
    SetOutPath "$TEMP" ; a folder that a program works in cannot be removed
    Exec '"$INSTDIR\uninstall.exe" /S'
  ${EndIf}
SectionEnd
