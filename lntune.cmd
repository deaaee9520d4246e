@echo off
rem Starts the lntune command from a source checkout and builds it on first use.
rem After a change of the sources, delete tools\target\lntune.jar.
rem LNTUNE_ORT_TRAINING=1 adds the build of ONNX Runtime that --engine ort-training needs.
setlocal
set "root=%~dp0"
set "jar=%root%tools\target\lntune.jar"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo lntune: Java was not found. Install a JDK, version 17 or later, and set JAVA_HOME. 1>&2
  exit /b 1
)
set "profiles=quick"
if "%LNTUNE_ORT_TRAINING%"=="1" (
  set "profiles=quick,ort-training"
  if not exist "%root%tools\target\lib\onnxruntime-1.24.1-*.jar" if exist "%jar%" del "%jar%"
)
if not exist "%jar%" (
  echo lntune: building on first use; this may take a minute or two... 1>&2
  pushd "%root%"
  call mvnw.cmd -q -ntp -P%profiles% -Dmaven.test.skip=true package 1>&2
  popd
)
if not exist "%jar%" (
  echo lntune: The build failed; its output is above. 1>&2
  exit /b 1
)
if not defined LNTUNE_LOG set "LNTUNE_LOG=warn"
"%java%" -Xms16m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=%LNTUNE_LOG% %LNTUNE_JAVA_OPTS% -jar "%jar%" %*
exit /b %errorlevel%
