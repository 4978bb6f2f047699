<?xml version="1.0" encoding="utf-8"?>
<!-- Words of Qt's own file dialog that its translations do not have (6.11). After a change:
     pyside6-lrelease resources/i18n/qt/missing_zh_CN.ts -qm resources/i18n/qt/missing_zh_CN.qm -->
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>QFileDialog</name>
    <message><source>&amp;Look in:</source><translation>查找范围(&amp;L)：</translation></message>
    <message><source>Files of &amp;type:</source><translation>文件类型(&amp;T)：</translation></message>
</context>
</TS>
