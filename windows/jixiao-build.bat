@echo off
rem Drag project files (.yaml) or folders onto this file: the forms come out in the folder "output" beside the first.
setlocal
chcp 65001 >nul
set PYTHONUTF8=1
if "%~1"=="" (
    echo Drag a project file ^(.yaml^) onto this icon.
    pause
    exit /b 2
)
cd /d "%~dp1"
py -3 -m generator build %* --to docx,xlsx,pdf
pause
